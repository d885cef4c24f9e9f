import { MongoNetworkError, MongoServerError } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { readableError } from './mongo-errors.ts';

describe('an error of the driver', () => {
  it.each([
    ['a lost connection', new MongoNetworkError('connection 3 to 127.0.0.1:27017 closed')],
    ['an answer that never came', new MongoServerError({ message: 'secret', code: 262 })],
    ['a connection that was just being closed', Object.assign(new Error('ended'), { code: 'EPIPE' })],
    ['one that was reset', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ])('is a refusal to try again: %s', (_why, error) => {
    expect(readableError(error)).toMatchObject({ name: 'Refusal', code: 'unavailable' });
  });

  it('never shows its text, which could hold what was written', () => {
    const error = readableError(new MongoServerError({ message: 'a patient’s name', code: 2 }));
    expect(error.message).toBe('The database refused with code 2.');
    expect(error.cause).toBeUndefined();
  });

  it('stays itself when it is a bug of ours', () => {
    const bug = new TypeError('x is not a function');
    expect(readableError(bug)).toBe(bug);
  });
});

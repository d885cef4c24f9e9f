import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchNetwork } from './network-watch.ts';

let connection: EventTarget & { type?: string };
beforeEach(() => {
  vi.useFakeTimers();
  connection = new EventTarget();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('navigator', { connection });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watched() {
  const onChange = vi.fn();
  const end = watchNetwork(onChange, 20);
  const goOnline = () => window.dispatchEvent(new Event('online'));
  const changeTo = (type?: string) => {
    if (type !== undefined) connection.type = type;
    connection.dispatchEvent(new Event('change'));
  };
  const changes = () => {
    vi.runAllTimers();
    return onChange.mock.calls.length;
  };
  return { goOnline, changeTo, changes, end };
}

it('tells another network once, whatever signs there are', () => {
  connection.type = 'wifi';
  const { goOnline, changeTo, changes, end } = watched();
  goOnline();
  changeTo('cellular');
  expect(changes()).toBe(1);
  changeTo('wifi');
  expect(changes()).toBe(2);
  end();
  goOnline();
  changeTo('cellular');
  expect(changes()).toBe(2);
});

it.each(['wifi', undefined])(
  'says nothing while only the estimates of a network of kind %s change',
  (type) => {
    if (type !== undefined) connection.type = type;
    const { goOnline, changeTo, changes, end } = watched();
    changeTo(type);
    changeTo(type);
    expect(changes()).toBe(0);
    goOnline();
    expect(changes()).toBe(1);
    end();
  },
);

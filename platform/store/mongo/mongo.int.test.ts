import { silentLog } from '#platform/log.ts';
import { useMongo } from '../../../test/kit/mongo-tests.ts';
import { storeSuite } from '../store.suite.ts';
import { openMongoStore } from './open-mongo-store.ts';

const mongo = useMongo();
const places = new Map<string, ReturnType<typeof mongo.place>>();

/** The same place is the same database. */
function placeOf(name: string) {
  const place = places.get(name) ?? mongo.place(name);
  places.set(name, place);
  return place;
}

storeSuite('MongoDB', (place, { now = Date.now, sweepEveryMs } = {}) =>
  openMongoStore({ ...placeOf(place), now, log: silentLog, ...(sweepEveryMs ? { sweepEveryMs } : {}) }),
);

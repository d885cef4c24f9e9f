import { useFormat } from '../../app/services.ts';
import { useNow } from './use-now.ts';

/** A moment as people say it, with the whole of it on hover and for programs. */
export function Moment({ at }: { at: number }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.absolute(at)}>
      {format.near(at, now)}
    </time>
  );
}

type Word = { kind: 'here' | 'who' | 'gone'; id: string };

/** What is used of a BroadcastChannel, so that a test can hand in another. */
export type Channel = Pick<
  BroadcastChannel,
  'postMessage' | 'addEventListener' | 'removeEventListener' | 'close'
>;

/**
 * Watches whether the same visit is open in another tab of this browser: then both ends share one speaker and one
 * microphone, and the sound of the other would howl.
 */
export function watchOtherEnd({
  channel,
  id,
  onChange,
}: {
  channel: Channel;
  id: string;
  onChange: (isHere: boolean) => void;
}) {
  const others = new Set<string>();
  const say = (kind: Word['kind']) => channel.postMessage({ kind, id } satisfies Word);
  const onMessage = ({ data }: MessageEvent<unknown>) => {
    if (!isWord(data) || data.id === id) return;
    if (data.kind === 'gone') others.delete(data.id);
    else others.add(data.id);
    if (data.kind === 'who') say('here');
    onChange(others.size > 0);
  };
  const goodbye = () => say('gone');
  channel.addEventListener('message', onMessage);
  window.addEventListener('pagehide', goodbye);
  say('who');
  return () => {
    goodbye();
    window.removeEventListener('pagehide', goodbye);
    channel.removeEventListener('message', onMessage);
    channel.close();
  };
}

function isWord(value: unknown): value is Word {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('id' in value)) return false;
  return typeof value.id === 'string' && ['here', 'who', 'gone'].includes(String(value.kind));
}

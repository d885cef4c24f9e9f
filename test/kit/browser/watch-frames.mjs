// Put into every page before its own code: it notes each frame that a video shows, under the video's accessible name,
// on the machine's clock, which all pages share.
const seen = [];
const watched = new WeakSet();
const now = () => performance.timeOrigin + performance.now();
// How often a video began without a picture: a new one, and one whose picture was taken away.
let blanks = 0;

function watch(video) {
  if (watched.has(video)) return;
  watched.add(video);
  let blank = ++blanks;
  video.addEventListener('emptied', () => (blank = ++blanks));
  const onFrame = () => {
    const track = video.srcObject?.getVideoTracks()[0]?.id;
    seen.push({ at: now(), label: video.getAttribute('aria-label') ?? '', track, blank });
    video.requestVideoFrameCallback(onFrame);
  };
  video.requestVideoFrameCallback(onFrame);
}

const observer = new MutationObserver(() => {
  for (const video of document.getElementsByTagName('video')) watch(video);
});
observer.observe(document, { childList: true, subtree: true });

// The sound of others plays in elements that stand in no page.
const players = [];
window.Audio = class extends Audio {
  constructor(...given) {
    super(...given);
    players.push(this);
  }
};

window.bedsideTest = {
  now,
  /** How many of the others can be heard. */
  heard: () => players.filter((player) => player.srcObject && !player.paused && !player.muted).length,
  /** How many frames came of a label since a moment, and the longest time without one from then until now. */
  frames(label, since) {
    const times = seen.filter((frame) => frame.label === label && frame.at >= since).map(({ at }) => at);
    const moments = [since, ...times, now()];
    const gaps = moments.slice(1).map((at, index) => at - moments[index]);
    return { count: times.length, longestGapMs: Math.max(...gaps), last: times.at(-1) };
  },
  /** Of which track the newest frame of a label is, and which of the blanks was the last before it. */
  newest(label) {
    const { track, blank } = seen.findLast((frame) => frame.label === label) ?? {};
    return { track, blank };
  },
  /** Whether more than two frames came of a label since a moment, and the picture is there and not black. */
  sees: (label, since) =>
    window.bedsideTest.frames(label, since).count > 2 && (window.bedsideTest.brightness(label) ?? 0) > 10,
  /** Whether nothing came of a label for so long. */
  seesNoMore: (label, forMs) => window.bedsideTest.frames(label, now() - forMs).count === 0,
  /** Answers whether a condition of these came true in time; looks now and then. */
  until: (condition, { given, withinMs }) =>
    new Promise((answer) => {
      const endsAt = now() + withinMs;
      const look = () => {
        if (window.bedsideTest[condition](...given)) answer(true);
        else if (now() > endsAt) answer(false);
        else setTimeout(look, 100);
      };
      look();
    }),
  /** How bright the picture is, 0 to 255; nothing while there is none. */
  brightness(label) {
    const video = document.querySelector(`video[aria-label="${CSS.escape(label)}"]`);
    if (!video?.videoWidth) return undefined;
    const context = new OffscreenCanvas(16, 16).getContext('2d');
    context.drawImage(video, 0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    return data.reduce((sum, value, at) => sum + (at % 4 === 3 ? 0 : value), 0) / (16 * 16 * 3);
  },
};

// Put into every measured page before its own code. It reads every remote video track beside the page, straight from the
// decoder (a MediaStreamTrackProcessor), so that neither the page's layout nor its drawing is part of the figure, and
// keeps when each decoded frame came and of which track, and the last click, on the machine's clock, which all pages share.
window.benchFrames = [];
window.benchFrameTracks = [];
window.benchTap = 0;
window.benchNow = () => performance.timeOrigin + performance.now();

// Before the page hears of it.
window.addEventListener(
  'click',
  () => {
    window.benchTap = window.benchNow();
  },
  { capture: true },
);

let tracks = 0;
const Original = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Original {
  constructor(...args) {
    super(...args);
    this.addEventListener('track', async ({ track }) => {
      if (track.kind === 'video') await watch(track);
    });
  }
};

async function watch(track) {
  tracks += 1;
  const number = tracks;
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    window.benchFrames.push(window.benchNow());
    window.benchFrameTracks.push(number);
    value.close();
  }
}

/** What of the picture was missing after the moment: from the old track's last frame to the new one's first. */
window.benchGap = (moment) => {
  const before = window.benchFrameTracks[window.benchFrames.findLastIndex((at) => at < moment)];
  const last = window.benchFrameTracks.lastIndexOf(before);
  const next = last + 1;
  if (before === undefined || next >= window.benchFrames.length) return undefined;
  return window.benchFrames[next] - window.benchFrames[last];
};

/** The longest time without a decoded frame, from the last one before the moment until now. */
window.benchLongestGap = (moment) => {
  const first = Math.max(
    0,
    window.benchFrames.findLastIndex((at) => at < moment),
  );
  const times = [...window.benchFrames.slice(first), window.benchNow()];
  return Math.max(...times.slice(1).map((at, index) => at - times[index]));
};

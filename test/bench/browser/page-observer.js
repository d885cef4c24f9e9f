// Put into every measured page before its own code. It reads every remote video track beside the page, straight from the
// decoder (a MediaStreamTrackProcessor), so that neither the page's layout nor its drawing is part of the figure, and
// keeps when each decoded frame came, and the last click, on the machine's clock, which all pages share.
window.benchFrames = [];
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
  const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    window.benchFrames.push(window.benchNow());
    value.close();
  }
}

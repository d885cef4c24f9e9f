// Preloaded into a process of a test: its clock jumps by as much as its parent says. What counts time that has passed
// (`performance.now`, timers) is not moved, as on a machine whose clock is set.
const RealDate = Date;
let shiftMs = 0;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...given);
  }
  static now() {
    return RealDate.now() + shiftMs;
  }
};

process.on('message', (message) => {
  if (typeof message?.shiftClockMs !== 'number') return;
  shiftMs = message.shiftClockMs;
  process.send?.({ clockShiftedMs: shiftMs });
});
process.channel?.unref();

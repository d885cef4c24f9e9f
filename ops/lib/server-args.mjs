/** What Node is told when it runs the server, before the server's own file. */
export const serverArgs = [
  // node:sqlite is announced as experimental in Node 24; a newcomer need not read that.
  '--disable-warning=ExperimentalWarning',
  // In MB. Loading the modules grows the nursery to its limit, by default 16, and an idle server never gives that back.
  '--max-semi-space-size=4',
];

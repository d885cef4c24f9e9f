import type { Page } from 'playwright-core';

/** Socket requests of this name wait until they are released; all else goes its way. For a page that is yet to open. */
export async function holdRequest(page: Page, name: string): Promise<{ release: () => void }> {
  const held: (() => void)[] = [];
  let isHeld = true;
  await page.routeWebSocket(/\/socket\.io\//, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const send = () => server.send(message);
      // A Socket.IO event that asks for an answer: 42/namespace,number["name",…]
      const asked = /^42(?:\/\w+),\d+\["([\w:-]+)"/.exec(String(message))?.[1];
      if (isHeld && asked === name) held.push(send);
      else send();
    });
  });
  return {
    release: () => {
      isHeld = false;
      for (const send of held.splice(0)) send();
    },
  };
}

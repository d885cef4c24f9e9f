/** Tells, a moment later, that the device is on another network; several signs at once count as one. */
export function watchNetwork(onChange: () => void, settleMs = 200): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  };
  const connection = networkInformation();
  window.addEventListener('online', later);
  connection?.addEventListener('change', later);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('online', later);
    connection?.removeEventListener('change', later);
  };
}

/** The Network Information API, where the browser has it (Chromium on phones, mostly). */
function networkInformation(): EventTarget | undefined {
  if (!('connection' in navigator)) return undefined;
  return navigator.connection instanceof EventTarget ? navigator.connection : undefined;
}

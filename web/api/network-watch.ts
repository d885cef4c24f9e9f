/** Tells, a moment later, that the device is on another network; several signs at once count as one. */
export function watchNetwork(onChange: () => void, settleMs = 200): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, settleMs);
  };
  const connection = networkInformation();
  let kind = connection && kindOf(connection);
  const onInformation = () => {
    const before = kind;
    kind = connection && kindOf(connection);
    if (kind !== before) later();
  };
  window.addEventListener('online', later);
  connection?.addEventListener('change', onInformation);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('online', later);
    connection?.removeEventListener('change', onInformation);
  };
}

/** The Network Information API, where the browser has it (Chromium). */
function networkInformation(): EventTarget | undefined {
  if (!('connection' in navigator)) return undefined;
  return navigator.connection instanceof EventTarget ? navigator.connection : undefined;
}

/** Wi-Fi, cellular and so on, known on phones. The estimates of speed that come with it change all the time on one network. */
const kindOf = (connection: EventTarget): unknown => ('type' in connection ? connection.type : undefined);

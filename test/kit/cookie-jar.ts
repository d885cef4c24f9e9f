type Cookie = { value: string; path: string };

/** What a browser does with cookies, for one site: keeps them by path and shows them to addresses below. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** `fetch` with this jar, for addresses of one site given without it. */
  fetchFrom(site: () => string): typeof fetch {
    return async (address, init) => {
      const url = new URL(address instanceof Request ? address.url : address, site());
      const headers = new Headers(init?.headers);
      const shown = this.#shownTo(url.pathname);
      if (shown !== '') headers.set('cookie', shown);
      const response = await fetch(url, { ...init, headers });
      for (const line of response.headers.getSetCookie()) this.#take(line);
      return response;
    };
  }

  /** The value of a cookie, whatever its path. */
  read(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key.startsWith(`${name} `))?.[1].value;
  }

  copy(): CookieJar {
    const jar = new CookieJar();
    for (const [key, cookie] of this.#cookies) jar.#cookies.set(key, cookie);
    return jar;
  }

  #shownTo(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path.startsWith(cookie.path))
      .map(([key, { value }]) => `${key.split(' ')[0]}=${value}`)
      .join('; ');
  }

  #take(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split('=');
    const attribute = (wanted: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = attribute('path') ?? '/';
    const isOver = value === '' || attribute('max-age') === '0' || isPast(attribute('expires'));
    if (isOver) this.#cookies.delete(`${name} ${path}`);
    else this.#cookies.set(`${name} ${path}`, { value, path });
  }
}

const isPast = (expires: string | undefined) => expires !== undefined && Date.parse(expires) <= Date.now();

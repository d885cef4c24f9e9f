import type { IdentityHttp } from '#contracts/http/identity.ts';
import type { HttpHandlers } from '#platform/http/handlers.ts';

/** Whether the demo door is open. */
export function createReadDemo({ isDemoOn }: { isDemoOn: boolean }): HttpHandlers<IdentityHttp>['readDemo'] {
  return async () => ({ isOpen: isDemoOn });
}

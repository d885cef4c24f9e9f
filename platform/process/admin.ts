import { AdminHttp } from '#contracts/http/admin.ts';
import { Refusal } from '#contracts/refusal.ts';
import { type Operated, operates } from '#platform/access/operates.ts';
import { bindRoutes } from '#platform/http/handlers.ts';
import type { Service } from '#platform/service.ts';
import type { SettingRow } from '#platform/settings.ts';

type Deps = Operated & { describe: () => SettingRow[] };

/** What administrators of the organisation that operates the installation ask of the process itself. */
export function createAdmin({ describe, operator }: Deps): Service {
  return {
    name: 'admin',
    routes: [
      bindRoutes(AdminHttp, {
        listSettings: async (actor) => {
          if (!operates(actor, { operator }))
            throw new Refusal('not_permitted', 'These are for whoever operates the installation.');
          return { settings: describe() };
        },
      }),
    ],
    start: async () => undefined,
    stop: async () => undefined,
  };
}

import { AdminHttp } from '#contracts/http/admin.ts';
import { bindRoutes } from '#platform/http/handlers.ts';
import type { Service } from '#platform/service.ts';
import type { SettingRow } from '#platform/settings.ts';

/** What administrators ask of the process itself. */
export function createAdmin({ describe }: { describe: () => SettingRow[] }): Service {
  return {
    name: 'admin',
    routes: [
      bindRoutes(AdminHttp, {
        listSettings: async () => ({ settings: describe() }),
      }),
    ],
    start: async () => undefined,
    stop: async () => undefined,
  };
}

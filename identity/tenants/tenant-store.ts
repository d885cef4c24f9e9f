import type { ClinicId, TenantId, UserId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { type Collection, type Document, DuplicateKey, type Store } from '#platform/store/store.ts';

/**
 * An organisation. `adminIds` are active administrators; it never holds one who is not, and never becomes empty, so
 * that it decides alone who may stop being one.
 */
export type Tenant = Document & {
  name: string;
  clinics: { clinicId: ClinicId; name: string }[];
  adminIds: UserId[];
};

export type TenantStore = ReturnType<typeof createTenants>;

export async function openTenantStore(store: Store): Promise<TenantStore> {
  return createTenants(await store.collection<Tenant>({ name: 'tenants', indexes: {} }));
}

function createTenants(tenants: Collection<Tenant>) {
  return {
    find: (tenantId: TenantId) => tenants.findById(tenantId),

    /** Makes the organisation, or gives it this name and these clinics. */
    async ensure({ tenantId, name, clinics }: Pick<Tenant, 'name' | 'clinics'> & { tenantId: TenantId }) {
      try {
        await tenants.insert({ _id: tenantId, name, clinics, adminIds: [] });
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error;
        await tenants.change(tenantId, (tenant) => ({ document: { ...tenant, name, clinics } }));
      }
    },

    /** Refuses `clinic_unknown`. */
    async demandClinics(tenantId: TenantId, clinicIds: readonly ClinicId[]): Promise<void> {
      const tenant = await tenants.get(tenantId);
      const known = new Set(tenant.clinics.map((clinic) => clinic.clinicId));
      if (!clinicIds.every((clinicId) => known.has(clinicId)))
        throw new Refusal('clinic_unknown', 'There is no such clinic.');
    },

    /** Called once the account is an active administrator's. */
    async addAdmin(tenantId: TenantId, userId: UserId): Promise<void> {
      await tenants.change(tenantId, (tenant) =>
        tenant.adminIds.includes(userId)
          ? undefined
          : { document: { ...tenant, adminIds: [...tenant.adminIds, userId] } },
      );
    },

    /** Called before the account stops being an active administrator's. Refuses `last_admin`. */
    async removeAdmin(tenantId: TenantId, userId: UserId): Promise<void> {
      await tenants.change(tenantId, (tenant) => {
        const adminIds = tenant.adminIds.filter((id) => id !== userId);
        if (adminIds.length === 0)
          throw new Refusal('last_admin', 'Somebody must stay administrator. Name another one first.');
        return { document: { ...tenant, adminIds } };
      });
    },
  };
}

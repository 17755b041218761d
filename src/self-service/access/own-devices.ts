import type { OwnDevice } from '../../authenticators/remembered-device.ts';
import type { Operations } from '../../operations/operations.ts';
import type { Person } from '../../people/person.ts';
import { membershipFacts, userFacts } from '../../people/person-facts.ts';
import { type DeviceCounting, deviceCountsFor } from '../../policy/rules/remembered-device.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Db } from '../../stores.ts';
import { lockMyself, type SelfServiceContext } from '../context.ts';

/** A remembered device with the organizations for which it spares a prompt now; for none it is of no use. */
export interface ListedDevice extends OwnDevice {
  readonly countsFor: readonly DeviceCounting[];
}

/** The remembered devices of the person who asks, the newest proof first. */
export async function listOwnDevices(
  deps: Pick<Operations, 'db' | 'plans'>,
  { person, now }: Pick<SelfServiceContext, 'person' | 'now'>,
): Promise<readonly ListedDevice[]> {
  const devices = await deps.db.rememberedDevices.ofUser(person.user.id, now);
  return withCounting(deps, devices, { person, now });
}

/** The same of devices that have been read. */
export function withCounting(
  { plans }: Pick<Operations, 'plans'>,
  devices: readonly OwnDevice[],
  { person, now }: { readonly person: Person; readonly now: Date },
): readonly ListedDevice[] {
  const owner = {
    user: userFacts(person),
    memberships: person.memberships.map((each) => membershipFacts(each, plans, now)),
  };
  return devices.map((device) => {
    const proven = { factor: device.factor, provenAt: device.provenAt.getTime() };
    return { ...device, countsFor: deviceCountsFor(owner, proven, now.getTime()) };
  });
}

/** Has a remembered device asked for a second factor again. @throws Refusal `not_found`, `interaction_expired` */
export async function forgetOwnDevice(db: Db, myself: SelfServiceContext, hash: Buffer): Promise<void> {
  await db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    if (!(await stores.rememberedDevices.forget(user.id, hash))) throw new Refusal('not_found');
  });
}

/** The same of all of them, of however many. @throws Refusal `interaction_expired` */
export async function forgetOwnDevices(db: Db, myself: SelfServiceContext): Promise<void> {
  await db.transaction(async (stores) => {
    const { user } = await lockMyself(stores, myself);
    await stores.rememberedDevices.forgetAll(user.id);
  });
}

import { errors } from 'oidc-provider';
import type { ProviderRecords, RecordChange } from './provider-records.ts';

/**
 * Somebody else was faster with the same code or token: one of the two stole it (RFC 9700 section 4.14.2).
 * @throws InvalidGrant always, when everything of the grant is gone
 */
export async function refuseReuse(
  records: Pick<ProviderRecords, 'removeFamily'>,
  { model, id }: Pick<RecordChange, 'model' | 'id'>,
): Promise<never> {
  await records.removeFamily(model, id);
  throw new errors.InvalidGrant('it was used already');
}

import type { ConsumedRecord, Payload, ProviderRecords, RecordChange } from './provider-records.ts';

const model = 'RefreshToken';

/** Under what a refresh token was used: only under the same it is answered once more. */
export interface RotationTerms {
  /** How the client proved itself. */
  readonly authentication: string;
  /** Thumbprint of the key of its DPoP proof (RFC 7638); null without one. */
  readonly key: string | null;
  /** Of the access token that was asked for. */
  readonly scopes: readonly string[];
}

/** A refresh token that is being used, of a client whose requests may overlap. */
export interface Rotation {
  readonly token: string;
  readonly overlapSeconds: number;
  readonly terms: RotationTerms;
}

/** The changes of a request, where the used token keeps for a while by what it was replaced. */
export function withSuccessor(
  changes: readonly RecordChange[],
  rotation: Rotation | null,
): readonly RecordChange[] {
  const next = changes.find(isNext);
  if (rotation === null || next === undefined) return changes;
  const { token, terms } = rotation;
  const successor = { id: next.id, terms };
  return changes.map((change) => (isUseOf(token, change) ? { ...change, successor } : change));
}

/**
 * Answers a refresh token that was used before with the same successor, as long as nobody has used that, within the
 * seconds of its client by the clock of the database: of several requests at once each gets it, at whichever server. An
 * access token of its own is written for each, unless the successor is used first.
 * @returns the successor; null where it is reuse, and nothing was written
 */
export async function repeatRotation(
  records: Pick<ProviderRecords, 'successorOf' | 'write'>,
  changes: readonly RecordChange[],
  { token, overlapSeconds, terms }: Rotation,
): Promise<string | null> {
  const kept = await records.successorOf(model, token, overlapSeconds);
  if (kept === undefined) return null;
  const { id, terms: before } = kept as Payload & { readonly id: string; readonly terms: RotationTerms };
  if (!isWithin(terms, before)) return null;
  const rest = changes.filter((change) => !isNext(change) && !isUseOf(token, change));
  const outcome = await records.write([...rest, { model, id, payload: 'unused' }]);
  return outcome === 'written' ? id : null;
}

function isWithin({ authentication, key, scopes }: RotationTerms, before: RotationTerms): boolean {
  if (authentication !== before.authentication || key !== before.key) return false;
  return scopes.every((scope) => before.scopes.includes(scope));
}

function isNext(change: RecordChange): boolean {
  return change.model === model && change.payload !== null && typeof change.payload !== 'string';
}

function isUseOf(token: string, change: RecordChange): change is ConsumedRecord {
  return change.model === model && change.id === token && change.payload === 'consumed';
}

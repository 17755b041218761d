import type { Deed } from '../../../audit/deed.ts';
import type { ApiRequest } from './endpoint.ts';

/** Who calls an operator's endpoint, and when; without a caller it is nobody but the operator. */
export function deedOf({ caller, now }: Pick<ApiRequest<never, never>, 'caller' | 'now'>): Deed {
  return { actor: caller?.actor ?? { kind: 'operator' }, now };
}

import type { ExtensionDemand } from '../policy/facts.ts';

/**
 * An extra demand of an application of this library, e.g. "level 3 for the payroll client".
 * It can only tighten: its demands are evaluated beside all other rules, and all must say yes.
 */
export interface PolicyExtension {
  readonly name: string;
  /** Asked at each decision; must be quick and must not throw (a throw refuses the request). */
  demands(request: { readonly clientId: string; readonly userId: string }): readonly ExtensionDemand[];
}

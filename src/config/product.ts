/** What people read about who stands behind pages and mails; null for what the operator has not said. */
export interface Product {
  readonly name: string;
  readonly supportUrl: string | null;
  readonly supportEmail: string | null;
  readonly privacyUrl: string | null;
  readonly imprintUrl: string | null;
}

/** Where nothing is configured. */
export const plainProduct: Product = {
  name: 'Countersign',
  supportUrl: null,
  supportEmail: null,
  privacyUrl: null,
  imprintUrl: null,
};

/** What examples share. */

export const people = { mina: 'mina@acme.example', olivia: 'olivia@acme.example' };

export const deadline = '2026-12-01T23:00:00.000Z';

/** How often a second factor is asked: again after a day or from a new address, once a day on a remembered device. */
export const asked = {
  max_age_seconds: 86_400,
  new_address: true,
  session_max_days: null,
  remembered_device_days: 1,
};

const codes =
  'k7mq-2xr4-tv9z-p3wd h4tq-9wzk-2mpx-6cn8 0a3f-zt5w-qm9k-r7xd 8pvn-4hcj-2s6y-kw0q 5gqe-n3xm-7bzt-d9ra ' +
  'x2wk-p8sf-0jvc-h6mt 9ynd-3rqz-w5ae-4kgx c7tb-6vhp-m1sx-z8jq e4kz-0wnf-9gda-t2cy r6xs-j5mv-8qph-3bwn';

export const recoveryCodes = codes.split(' ');

export const ticket = { code: 'w3nc-7xqh-5jvt-z0sk', expires_at: '2026-12-02T08:15:00.000Z' };

/** An id that is told apart at a glance. @param number 0 to 9 */
export function uuid(number: number): string {
  return `0b6f7d0e-5c0e-4c39-9f5f-3b0d6a3f9d1${number}`;
}

/** An account, as the API shows it. */
export const user = {
  id: uuid(2),
  email: people.mina,
  email_verified: true,
  name: 'Mina',
  profile: { locale: 'fr-BE' },
  attributes: { department: 'Sales' },
  deactivated: false,
  operator: false,
  created_at: '2026-03-02T09:00:00.000Z',
};

import { readEmailAddress } from '../../documents/email-address.ts';
import { requestEmailChange } from '../../self-service/request-email-change.ts';
import { oneself } from '../api/access/endpoint-access.ts';
import { freshOf } from '../areas/area-frame.ts';
import type { AreaFrame, AreaPage } from '../areas/area-page.ts';
import { about, FieldRefused, filledIn, secretIn } from '../areas/field-refused.ts';
import type { Form } from '../forms/form.ts';

/** A new address for the account. */
export interface ProfileEmailModel extends AreaFrame {
  readonly email: string;
  readonly newEmail: string;
}

export const profileEmailPage: AreaPage<ProfileEmailModel> = {
  area: 'account',
  name: 'profile-email',
  path: '/account/profile/email',
  tab: 'profile',
  access: oneself('where_it_loosens'),
  actions: ['continue'],
  // A password is typed here, which no form keeps over a second step.
  isShownFresh: ({ caller, now }) => caller.person.factors.length > 0 && freshOf(caller, now) === null,
  content: ({ caller, form }) => ({
    email: caller.person.user.email,
    newEmail: form.new_email ?? '',
  }),
  async submit(visit) {
    const { deps, form, caller } = visit;
    const newEmail = newEmailIn(form, caller.person.user.email);
    const password = secretIn(form, 'password');
    const ticket = (form.ticket ?? '').trim() || null;
    await about({ password_wrong: 'password', token_invalid: 'ticket' }, () =>
      requestEmailChange(deps.operations, visit.myself(), { newEmail, password, ticket }),
    );
    const notice = { key: 'account.profile-email.requested', values: { email: newEmail } };
    return { to: '/account/profile', notice };
  },
};

/** @throws FieldRefused `field_empty`, `email_malformed`, `email_taken` for their own: of others nothing is told */
function newEmailIn(form: Form, own: string): string {
  const read = readEmailAddress(filledIn(form, 'new_email'));
  if (!read.ok) throw new FieldRefused('new_email', 'email_malformed');
  if (read.email === own) throw new FieldRefused('new_email', 'email_taken');
  return read.email;
}

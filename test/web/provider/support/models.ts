import type { DeviceCodeModel } from '../../../../src/web/provider/device-code.ts';
import type { DeviceConfirmModel } from '../../../../src/web/provider/device-confirm.ts';
import type { FormPostModel } from '../../../../src/web/provider/form-post.ts';
import type { LogoutConfirmModel } from '../../../../src/web/provider/logout-confirm.ts';
import type { OtherAccountModel } from '../../../../src/web/provider/other-account.ts';
import { readProviderForm } from '../../../../src/web/provider/provider-form.ts';
import { bare, frame } from '../../support/frames.ts';

/** A form as the provider hands it out. */
const form = (id: string, fields: string) =>
  readProviderForm(
    `<form id="${id}" method="post" action="http://localhost:3000/there?a=1&amp;b=2"><input type="hidden" name="xsrf" value="q&quot;1"/>${fields}</form>`,
  );

export const formPostModel: FormPostModel = {
  ...bare,
  here: null,
  clientName: 'CRM',
  form: {
    action: 'https://crm.example/callback?a=1&b=2',
    hidden: [
      { name: 'code', value: 'aBc' },
      { name: 'state', value: '"&<' },
    ],
  },
};

export const logoutConfirmModel: LogoutConfirmModel = { ...frame, form: form('op.logoutForm', ''), why: [] };

export const otherAccountModel: OtherAccountModel = {
  ...bare,
  signedInAs: 'ann@acme.example',
  other: 'bob@acme.example',
  form: form('op.logoutForm', '<input type="hidden" name="logout" value="yes"/>'),
};

export const deviceCodeModel: DeviceCodeModel = {
  ...bare,
  form: form('op.deviceInputForm', '<input type="text" name="user_code">'),
  userCode: '',
};

export const deviceConfirmModel: DeviceConfirmModel = {
  ...frame,
  clientName: 'Television',
  form: form(
    'op.deviceConfirmForm',
    '<input type="hidden" name="user_code" value="WDJBMJHT"/><input type="hidden" name="confirm" value="yes"/>',
  ),
  userCode: 'WDJB-MJHT',
  why: [],
};

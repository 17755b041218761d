import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { ProviderForm } from './provider-form.ts';

/** The provider's form is `op.deviceConfirmForm`. */
export interface DeviceConfirmModel extends PageFrame {
  readonly clientName: string;
  readonly form: ProviderForm;
  readonly userCode: string;
}

/** Compares the code with the device's. @see RFC 8628 section 5.4 */
export const deviceConfirmPage: Page<DeviceConfirmModel> = { area: 'provider', name: 'device-confirm' };

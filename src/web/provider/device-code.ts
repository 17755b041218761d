import type { Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import type { ProviderForm } from './provider-form.ts';

/** The provider's form is `op.deviceInputForm`. */
export interface DeviceCodeModel extends PageFrame {
  readonly form: ProviderForm;
  /** What was typed before; empty when nothing. */
  readonly userCode: string;
}

/** Asks for the code that a device shows. @see RFC 8628 section 3.3 */
export const deviceCodePage: Page<DeviceCodeModel> = { area: 'provider', name: 'device-code' };

import type { ErrorModel } from '../../../../src/web/errors/error.ts';
import { bare } from '../../support/frames.ts';

export const errorModel: ErrorModel = {
  ...bare,
  code: 'protocol_error',
  detail: {},
  technical: 'invalid_redirect_uri',
  requestId: '01JD7V0QK4',
  wayOn: null,
};

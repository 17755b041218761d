/** The fields of the form, in its order. */
export const ruleFields = [
  'details_of',
  ...Array.from({ length: 5 }, () => 'preset'),
  ...['required', 'required'],
  ...Array.from({ length: 4 }, () => 'activation'),
  ...['date', 'time', 'challenge', 'challenge', 'max_age', 'new_address', 'remembered_device_days'],
  'session_max_days',
  ...Array.from({ length: 3 }, () => 'sessions'),
  ...Array.from({ length: 3 }, () => 'self_disable'),
  ...['factor_totp', 'factor_webauthn', 'minimum_acr', 'minimum_acr'],
  ...Array.from({ length: 3 }, () => 'enrollment_proof'),
  ...['joining', 'joining', 'grace_days'],
];

export const ruleActions = ['continue', 'choose', 'continue'];

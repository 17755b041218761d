import type { JoinModel } from '../../../../src/web/invitations/join.ts';
import type { Joined } from '../../../../src/web/invitations/joined.ts';
import type { PageFrame } from '../../../../src/web/pages/page-frame.ts';
import { bare, midnight } from '../../support/frames.ts';

export const joinModel: JoinModel = {
  ...bare,
  state: 'sign_up',
  organization: 'Acme',
  role: 'admin',
  email: 'ann@acme.example',
  expiresAt: midnight,
  timeZone: 'Europe/Brussels',
  name: '',
  minimumLength: 15,
};

export const joinedModel: PageFrame & Joined = {
  ...bare,
  organization: 'Acme',
  role: 'member',
  email: 'ann@acme.example',
  enrollment: { deadline: midnight },
  timeZone: 'Europe/Brussels',
};

import { askAgain } from '../../../organizations/profile/notification-address.ts';
import { endpoint } from '../access/endpoint.ts';
import { administrators } from '../access/endpoint-access.ts';

const askAddress = endpoint({
  method: 'POST',
  path: '/organizations/{slug}/notification-confirmation',
  operationId: 'askNotificationAddress',
  summary: 'Mails the notification address again to confirm it; by the operator it is confirmed at once',
  access: administrators(),
  status: 204,
  answer: null,
  refusals: ['not_found', 'too_many_attempts'],
  async handle({ deps, administered }) {
    const { organization, acting } = administered();
    await askAgain(deps.operations, acting, organization.id);
    return {};
  },
});

export const notificationAddressEndpoints = [askAddress];

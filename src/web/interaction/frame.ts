import { ownClientId } from '../../environments/own-client.ts';
import type { Reason } from '../../policy/decision.ts';
import { narrowedTo } from '../../provider/decisions/organization-claim.ts';
import type { PageFrame, Problem } from '../pages/page-frame.ts';
import { whyOf } from '../words/reasons.ts';
import { stepCountOf } from './step-count.ts';
import type { View } from './view.ts';

/** What every page of an interaction shows around its own content. */
export function frameOf(view: View, problem: Problem | null): PageFrame {
  const { interaction, signIn, language, here, decision } = view;
  const { client } = signIn;
  return {
    language,
    here,
    // Our own pages are no application, and our name is on the page already.
    clientName: client === null || client.client.clientId === ownClientId ? null : clientNameOf(view),
    cancelable: true,
    signedInAs: signIn.person?.user.email ?? null,
    problem,
    stepCount: stepCountOf(view),
    why: whyOf(reasonsOf(decision), timeZonesOf(view)),
    brand: {
      clientOrganization: client?.client.organizationId ?? null,
      narrowedTo: narrowedTo(interaction.params),
    },
  };
}

export function clientNameOf({ signIn: { client } }: View): string {
  const name = client?.client.metadata.client_name;
  return typeof name === 'string' ? name : (client?.client.clientId ?? '');
}

/** What explains a step also beside somebody else's reason. */
const ownReasons: readonly Reason['code'][] = ['replace_factor', 'must_enroll'];

/** That the person has a factor explains nothing once somebody else's reason does. */
function reasonsOf(decision: View['decision']): readonly Reason[] {
  const reasons = decision !== null && 'reasons' in decision ? decision.reasons : [];
  const others = reasons.filter(({ by, code }) => by !== 'own_factor' || ownReasons.includes(code));
  return others.length === 0 ? reasons : others;
}

function timeZonesOf({ signIn }: View): Record<string, string> {
  const memberships = signIn.person?.memberships ?? [];
  return Object.fromEntries(memberships.map(({ organization }) => [organization.id, organization.timeZone]));
}

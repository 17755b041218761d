import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { exportActivity } from '../audit/activity-csv.ts';
import type { ChainFault, ChainReport } from '../audit/chain-report.ts';
import { verifyChain } from '../audit/verify-chain.ts';
import { Refusal } from '../refusal/refusal.ts';
import type { Db } from '../stores.ts';
import { withDatabase } from './command-database.ts';
import { print, progress, progressDone } from './output.ts';
import { CommandRefused } from './session.ts';

interface Options {
  readonly organization?: string;
  readonly json?: boolean;
}

/** `countersign activity verify|export`. */
export function activityCommand(): Command {
  const command = new Command('activity').description('the events of an organization');
  const verify = new Command('verify')
    .description('check that no event was changed, removed, moved or put in by hand')
    .option('--organization <slug>', 'only this organization')
    .option('--json', 'print JSON')
    .action((options: Options) => withDatabase(({ db }) => verifyChains(db, options)));
  const exporting = new Command('export')
    .description('print the events of an organization as CSV, newest first')
    .requiredOption('--organization <slug>', 'whose events')
    .action(({ organization }: { organization: string }) =>
      withDatabase(({ db }) => exportCsv(db, organization)),
    );
  return command.addCommand(verify.exitOverride()).addCommand(exporting.exitOverride());
}

async function verifyChains(db: Db, options: Options): Promise<void> {
  const results: { readonly organization: string; readonly report: ChainReport }[] = [];
  for (const { id, slug } of await chainsOf(db, options.organization)) {
    const organization = slug ?? id;
    const onProgress = (done: number, total: number) => progress(`${organization}: ${done} of ${total}`);
    results.push({ organization, report: await verifyChain(db.chains, id, { onProgress }) });
    progressDone();
  }
  const lines = results.map(({ organization, report }) => `${organization} ${wordsOf(report)}`);
  print({ organizations: results.map(documentOf) }, lines, options);
  const broken = results.filter(({ report }) => !report.ok).length;
  if (broken > 0)
    throw new CommandRefused(`${broken} of ${results.length} chains are not as they were written`);
}

async function chainsOf(db: Db, slug: string | undefined) {
  if (slug === undefined) return db.chains.organizations();
  return [{ id: await organizationId(db, slug), slug }];
}

async function organizationId(db: Db, slug: string): Promise<string> {
  const organization = await db.organizations.findBySlug(slug);
  if (organization === null) throw new Refusal('not_found', { list: [`there is no organization ${slug}`] });
  return organization.id;
}

function documentOf({ organization, report }: { organization: string; report: ChainReport }) {
  if (report.ok) {
    const { ok, count, head, datedBack, waiting, erased } = report;
    return { organization, ok, count, head, waiting, erased, dated_back: datedBack && placeIn(datedBack) };
  }
  return { organization, ok: false, fault: { kind: report.fault.kind, ...placeIn(report.fault) } };
}

function placeIn(place: ChainFault | { readonly position: number; readonly eventId: string }) {
  return { position: place.position, event: 'eventId' in place ? place.eventId : null };
}

function wordsOf(report: ChainReport): string {
  if (!report.ok) return `BROKEN ${faultWords[report.fault.kind]}${placeOf(report.fault)}`;
  const { count, head, datedBack, waiting, erased } = report;
  const headWords = head === '' ? '' : `, head ${head}`;
  const note = datedBack === null ? '' : `; ${datedBackWords}${placeOf(datedBack)}`;
  const erasedWords = erased === 0 ? '' : `, ${erased} with an erased personal part`;
  const waitingWords = waiting === 0 ? '' : `, ${waiting} not chained yet`;
  return `ok ${count} events${erasedWords}${waitingWords}${headWords}${note}`;
}

const datedBackWords = 'dated before older ones (a wrong clock, --now, or put in by hand)';

const faultWords: Readonly<Record<ChainFault['kind'], string>> = {
  changed: 'an event was changed or blanked',
  reordered: 'an event stands where another was written',
  missing: 'an event is missing',
  cut_off: 'the newest events are missing',
  inserted: 'an event was put in past the chain, or the recorded end was moved back',
  end_changed: 'the recorded end was changed or removed',
};

function placeOf(place: Parameters<typeof placeIn>[0]): string {
  const { position, event } = placeIn(place);
  return `${position === null ? '' : `, position ${position}`}${event === null ? '' : `, event ${event}`}`;
}

async function exportCsv(db: Db, slug: string): Promise<void> {
  const deed = { actor: { kind: 'operator' }, now: new Date() } as const;
  const csv = await exportActivity(db, await organizationId(db, slug), deed);
  try {
    await pipeline(csv, process.stdout, { end: false });
  } catch (error) {
    // Whoever reads has had enough (`| head`).
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  }
}

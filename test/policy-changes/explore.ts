import fc from 'fast-check';
import { looseningsOf } from '../../src/policy/loosening.ts';
import { asksLess } from './asks-less.ts';
import { policyChange } from './arbitrary-change.ts';
import { draws, situationOf } from './arbitrary-situation.ts';

const n = Number(process.env.N ?? 20000);
const seed = Number(process.env.SEED ?? 1);
const found: Record<string, number> = {};
const missed: Record<string, any[]> = {};
let yes = 0;
const t = Date.now();
const only: Record<string, [number, number]> = {};
let less = 0, drawsN = 0;
fc.assert(
  fc.property(policyChange, fc.array(draws, { minLength: 12, maxLength: 12 }), (change, all) => {
    const grounds = looseningsOf(change.before, change.after); const loosens = grounds.length > 0;
    if (loosens) yes += 1;
    let any = false;
    for (const drawn of all) {
      const situation = situationOf(change, drawn);
      drawsN += 1;
      const facet = asksLess(change, situation);
      if (facet === null) continue;
      any = true;
      found[facet] = (found[facet] ?? 0) + 1;
      if (!loosens) (missed[facet] ??= []).push({ change, situation });
    }
    if (any) less += 1;
    if (grounds.length === 1) { const g = (only[grounds[0]!] ??= [0, 0]); g[0] += 1; if (any) g[1] += 1; }
  }),
  { numRuns: n, seed },
);
console.log({ ms: Date.now() - t, n, drawsN, less, yes, only, found, missed: Object.fromEntries(Object.entries(missed).map(([k, v]) => [k, v.length])) });
const show = process.env.SHOW;
if (show) console.log(JSON.stringify((missed[show] ?? []).slice(0, Number(process.env.K ?? 2)), null, 1));
const rel = (v: any): any => typeof v === 'number' && Math.abs(v - 1796644800000) < 500*86400000 ? `${((v - 1796644800000)/3600000).toFixed(2)}h` : Array.isArray(v) ? v.map(rel) : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, rel(x)])) : v;
const show2 = process.env.S2;
if (show2) for (const { change, situation } of (missed[show2] ?? []).slice(0, Number(process.env.K ?? 3))) {
  const b = change.before[0], a = change.after;
  const diff: any = {};
  for (const k of Object.keys(a)) if (JSON.stringify((a as any)[k]) !== JSON.stringify((b as any)[k])) diff[k] = [rel((b as any)[k]), rel((a as any)[k])];
  console.log('----', JSON.stringify(diff));
  console.log('before', JSON.stringify(rel(change.before)));
  console.log('sit', JSON.stringify(rel({ at: situation.at, user: situation.user, session: situation.session, client: situation.client, member: situation.member, removed: situation.removed, request: situation.request, ext: situation.extensions, others: situation.others.length })));
}

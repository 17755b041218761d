import { join } from 'node:path';
import { refusalCodes } from '../../../src/refusal/refusal.ts';
import {
  challengeCodes,
  InvalidValue,
  requestCodes,
  Unauthorized,
} from '../../../src/web/api/answers/errors.ts';
import {
  challengeProblem,
  misfitProblem,
  unexpectedProblem,
} from '../../../src/web/api/dialects/own/problem-details.ts';
import { loadWords, type Words } from '../../../src/web/words/language.ts';
import { wordsAndStatus } from '../../../src/web/words/refusals.ts';

const intro = `# Refusals

Every expected "no" has a stable code. On pages it comes with the words below, in the person's language; in the API as
\`code\` of problem details (RFC 9457) with the same status; on the command line with exit code 1.

Made by \`npm run documents\` from the codes and their words.
`;

const ofTheApi = `## Of the API alone

What is said of a request before anything of ours has looked at what it asks for. A 401 has a \`WWW-Authenticate\` that says
what to do: get a token, or a stronger one (RFC 6750, RFC 9470).
`;

/** The text of docs/refusals.md. */
export function refusalsPage(): string {
  const words = loadWords(join(import.meta.dirname, '../../../views')).en;
  const refusals = refusalCodes.map((code) => refusalRow(words, code));
  const head = '| code | status | what it says | what to do |\n| --- | --- | --- | --- |';
  const apiHead = '| code | status | what it says |\n| --- | --- | --- |';
  return [intro, [head, ...refusals, ''].join('\n'), ofTheApi, [apiHead, ...apiRows(), ''].join('\n')].join(
    '\n',
  );
}

const shownValues = Object.fromEntries(
  ['list', 'wait', 'ratio', 'nearest'].map((name) => [name, `{{${name}}}`]),
);

function refusalRow(words: Words, code: (typeof refusalCodes)[number]): string {
  const { status, messageKey } = wordsAndStatus[code];
  const say = (part: string) => words.say(`${messageKey}.${part}`, shownValues).replaceAll('|', '\\|').trim();
  return `| \`${code}\` | ${status} | ${say('message')} | ${say('next')} |`;
}

function apiRows(): string[] {
  const challenges = challengeCodes.map((code) => challengeProblem(new Unauthorized(code)).body);
  const misfits = [misfitProblem(new InvalidValue(422, [])), misfitProblem(new InvalidValue(400, []))];
  const bodies = [...challenges, ...misfits.map(({ body }) => body), unexpectedProblem('{{id}}').body];
  const missing = [...challengeCodes, ...requestCodes].filter(
    (code) => !bodies.some((body) => body.code === code),
  );
  if (missing.length > 0) throw new Error(`no answer is shown for ${missing.join(', ')}`);
  return bodies.map(({ code, status, title }) => `| \`${code}\` | ${status} | ${title} |`);
}

import { CannotStart } from '../refusal/cannot-start.ts';
import { Refusal } from '../refusal/refusal.ts';
import { DirectoryInUse } from '../storage/database/directory-lock.ts';
import { SealBroken } from '../storage/database/sealing.ts';
import { CommandRefused } from './session.ts';

/** Why a command could not do its work, for the operator; of a mistake of ours everything that is known. */
export function reasonOf(error: unknown): string {
  const isPlain = [CommandRefused, DirectoryInUse, CannotStart].some((known) => error instanceof known);
  if (isPlain && error instanceof Error) return error.message;
  if (error instanceof SealBroken) return `SECRET_KEYS: ${wrongKeys} (${error.message})`;
  if (error instanceof Refusal) return refusalInWords(error);
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const wrongKeys =
  'what this database holds was sealed with another key: put that one into the list, behind the newest (where none was set, it is the file secret-key in DATA_DIR)';

/** The code is what docs/refusals.md explains; a list names what it is about, a reason what an operator may know. */
function refusalInWords({ code, detail }: Refusal): string {
  const reason = detail.list === undefined && detail.reason !== undefined ? [detail.reason] : [];
  return [`refused: ${code}`, ...(detail.list ?? reason)].join('\n  ');
}

import { Refusal } from '../../refusal/refusal.ts';
import { StatementFailed, translate } from '../database/failures.ts';

/** Refuses an insert that broke one of these constraints, and says why. */
export async function refusing(
  problems: Readonly<Record<string, string>>,
  insert: Promise<unknown>,
): Promise<void> {
  try {
    await insert;
  } catch (error) {
    const failure = translate(error);
    const problem = failure instanceof StatementFailed ? problems[failure.constraint ?? ''] : undefined;
    throw problem === undefined ? failure : new Refusal('invalid_document', { list: [problem] });
  }
}

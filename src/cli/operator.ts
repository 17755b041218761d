import { Argument, Command } from 'commander';
import { setOperator } from '../people/accounts/set-operator.ts';
import { normalizeEmail } from '../people/email.ts';
import { withDatabase } from './command-database.ts';
import { print } from './output.ts';
import { CommandRefused } from './session.ts';

/** `countersign operator add|remove E-MAIL`. */
export function operatorCommand(): Command {
  return new Command('operator')
    .description('make a person an operator, or take that away')
    .addArgument(new Argument('<action>').choices(['add', 'remove']))
    .argument('<e-mail>')
    .option('--json', 'print JSON')
    .action((action: 'add' | 'remove', typed: string, options: { json?: boolean }) =>
      withDatabase(async ({ db }) => {
        const email = normalizeEmail(typed);
        const person = await db.people.byEmail(email);
        if (person === null) throw new CommandRefused(`nobody has an account with the address ${email}`);
        const mark = { userId: person.user.id, operator: action === 'add' };
        const changed = await setOperator(db, { actor: { kind: 'operator' }, now: new Date() }, mark);
        const [is, was] = mark.operator ? ['is an operator', 'already'] : ['is no operator', 'and was none'];
        print(
          { email, operator: mark.operator, changed },
          [`${email} ${is}${changed ? '' : ` ${was}`}`],
          options,
        );
      }),
    );
}

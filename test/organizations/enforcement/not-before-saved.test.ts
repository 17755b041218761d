import { expect } from 'chai';
import { notBeforeSaved } from '../../../src/organizations/core/saved-policy.ts';
import { defaultPolicy } from '../../../src/policy/enforcement/default-policy.ts';

const savedAt = Date.parse('2026-03-01T12:00:00Z');
const saved = defaultPolicy(savedAt);
const createdAt = new Date(savedAt);

describe('ruling 5: a change under the lock of its organization', () => {
  const table = [
    ['happens now, after what was saved', saved, 1000, savedAt + 1000],
    ['happens now, in the moment of what was saved', saved, 0, savedAt],
    ['is not earlier than what was saved by a server whose clock is ahead', saved, -5000, savedAt],
    ['is not earlier than the organization itself, where nothing was saved', null, -5000, savedAt],
    ['happens now where what was saved cannot be read', 'unreadable', -5000, savedAt - 5000],
  ] as const;
  for (const [outcome, enforcement, later, at] of table)
    it(outcome, () => {
      const now = new Date(savedAt + later);
      expect(notBeforeSaved({ enforcement, createdAt }, now).getTime()).to.equal(at);
    });
});

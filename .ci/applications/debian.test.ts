import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { showRecipe } from './shown.ts';
import { trials } from './trials-debian.ts';

function isInstalled(name: string): boolean {
  const { stdout } = spawnSync('dpkg', ['--status', name], { encoding: 'utf8' });
  return /^Status: .* installed$/m.test(stdout ?? '');
}

for (const trial of trials)
  showRecipe(trial, tmpdir(), () => trial.packages.find((name) => !isInstalled(name)) ?? null);

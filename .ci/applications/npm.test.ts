import { showRecipe } from './shown.ts';
import { generated, trials } from './trials-npm.ts';

for (const trial of trials) showRecipe(trial, generated);

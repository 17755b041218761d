import { existsSync, globSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { madeOf, madeOfFile, pictureFile, pictureFolder, pictures, variants } from './support/pictures.ts';

const files = pictures.flatMap(({ name }) => variants.map((variant) => pictureFile(name, variant)));

describe('the pictures of README and docs', () => {
  it('show the pages as they are; after a change `npm run pictures` makes them anew', () => {
    expect(JSON.parse(readFileSync(madeOfFile, 'utf8'))).to.deep.equal(JSON.parse(madeOf()));
  });

  it('are all there, and no other', () => {
    expect(globSync(`${pictureFolder}/*.png`)).to.have.members(files);
  });

  it('are shown somewhere, each page of them, and what is shown is there', () => {
    const texts = ['README.md', ...globSync('docs/*.md')]
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n');
    const shown = [...texts.matchAll(/pictures\/([\w-]+\.png)/g)].map(
      ([, name = '']) => `${pictureFolder}/${name}`,
    );
    for (const file of shown) expect(existsSync(file), file).to.equal(true);
    for (const { name } of pictures)
      expect(
        shown.some((file) => file.startsWith(`${pictureFolder}/${name}-`)),
        name,
      ).to.equal(true);
  });
});

/** What the libraries below this package ask for at the least: oidc-provider a long-term release from 22, typeorm 22.13. */
const leastNode = [22, 13] as const;

/** Whether a version such as `20.19.4` runs the package. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
}

/** What whoever imports the package with an older one is told, before anything of it has run. */
export function tooOld(version: string): string {
  const least = leastNode.join('.');
  return `countersign needs Node ${least} or newer, and this is Node ${version}: install a newer one, or run the command line (npx countersign), which brings one along.`;
}

if (!isNewEnough(process.versions.node)) throw new Error(tooOld(process.versions.node));

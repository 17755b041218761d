import type { Branding, BrandingPlace, BrandingStore } from '../../organizations/profile/branding.ts';
import { registrationsNow } from '../clients/version-entity.ts';
import type { Sql } from '../database/sql.ts';

/** Under which the installation's own is stored. */
const instance = 'instance';

const keyOf = (place: BrandingPlace) => place ?? instance;

const columns = `display_name AS "displayName", colour, support_url AS "supportUrl", legal_url AS "legalUrl",
  logo_hash AS "logoHash", stylesheet_hash AS "stylesheetHash"`;

/** All but the version are null where nothing was found. */
interface FoundRow extends Branding {
  readonly version: string;
  readonly place: string | null;
  readonly organizationName: string | null;
}

export function createBrandingStore(sql: Sql): BrandingStore {
  return {
    async find(place) {
      const [row] = await sql<Branding>(`SELECT ${columns} FROM brandings WHERE place = $1`, [keyOf(place)]);
      return row ?? null;
    },
    async findBoth(whose) {
      const isNamed = whose !== null && 'slug' in whose;
      const own = isNamed ? '(SELECT id::text FROM organizations WHERE slug = $2)' : '$2';
      const rows = await sql<FoundRow>(
        `SELECT v.version, b.* FROM (SELECT ${registrationsNow} AS version) v LEFT JOIN (
           SELECT place, ${columns}, (SELECT name FROM organizations WHERE id = organization_id) AS "organizationName"
           FROM brandings WHERE place IN ($1, ${own})) b ON true`,
        [instance, isNamed ? whose.slug : (whose?.id ?? instance)],
      );
      const value = rows.flatMap(({ version: _version, place, organizationName: name, ...branding }) =>
        place === null ? [] : [{ branding, organization: name === null ? null : { name } }],
      );
      return { version: rows[0]?.version ?? '', value };
    },
    async findStored(place) {
      const [row] = await sql<NonNullable<Awaited<ReturnType<BrandingStore['findStored']>>>>(
        `SELECT ${columns}, logo, stylesheet FROM brandings WHERE place = $1`,
        [keyOf(place)],
      );
      return row ?? null;
    },
    async save(place, { displayName, colour, supportUrl, legalUrl, ...assets }, now) {
      const { logo, logoHash, stylesheet, stylesheetHash } = assets;
      await sql(
        `INSERT INTO brandings (place, organization_id, display_name, colour, support_url, legal_url, logo, logo_hash,
           stylesheet, stylesheet_hash, changed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (place) DO UPDATE SET display_name = excluded.display_name, colour = excluded.colour,
           support_url = excluded.support_url, legal_url = excluded.legal_url, logo = excluded.logo,
           logo_hash = excluded.logo_hash, stylesheet = excluded.stylesheet,
           stylesheet_hash = excluded.stylesheet_hash, changed_at = excluded.changed_at`,
        [
          keyOf(place),
          place,
          displayName,
          colour,
          supportUrl,
          legalUrl,
          logo,
          logoHash,
          stylesheet,
          stylesheetHash,
          now,
        ],
      );
    },
    async logo(hash) {
      const [row] = await sql<{ readonly logo: Buffer }>(
        'SELECT logo FROM brandings WHERE logo_hash = $1 LIMIT 1',
        [hash],
      );
      return row?.logo ?? null;
    },
    async stylesheet(hash) {
      const [row] = await sql<{ readonly stylesheet: string }>(
        'SELECT stylesheet FROM brandings WHERE stylesheet_hash = $1 LIMIT 1',
        [hash],
      );
      return row?.stylesheet ?? null;
    },
  };
}

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { endpoints } from '../../src/web/api/endpoints/all.ts';
import { openApiDocument } from '../../src/web/api/openapi/document.ts';

/** The description of the API, as the server makes it. */
export const openApi = openApiDocument('http://localhost', endpoints);

const ajv = new Ajv2020({ strict: false, allErrors: true });
// The package is CommonJS: its function is the property `default` of what is imported.
(addFormats as unknown as { default: (to: Ajv2020) => void }).default(ajv);
// People have addresses in any script; the format of the library knows ASCII alone.
ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
ajv.addSchema(openApi, 'document');

const validators = new Map<string, ValidateFunction>();

/** What holds a value against a schema of the document. @param names that lead to the schema from the top */
function validatorAt(names: readonly string[]): ValidateFunction {
  const pointer = names.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')));
  const $ref = `document#/${pointer.join('/')}`;
  const validate = validators.get($ref) ?? ajv.compile({ $ref });
  validators.set($ref, validate);
  return validate;
}

/** What a value breaks of a schema of the document; null for nothing. @param names that lead to it from the top */
export function misfitAt(names: readonly string[], value: unknown): string | null {
  const validate = validatorAt(names);
  return validate(value) ? null : ajv.errorsText(validate.errors);
}

import type { Locale } from './locales';
import enAlerts from './messages/en/alerts.json';
import enApiKeys from './messages/en/api-keys.json';
import enAudit from './messages/en/audit.json';
import enAuth from './messages/en/auth.json';
import enCommon from './messages/en/common.json';
import enDeliveries from './messages/en/deliveries.json';
import enDiagnosis from './messages/en/diagnosis.json';
import enErrors from './messages/en/errors.json';
import enEvents from './messages/en/events.json';
import enFaults from './messages/en/faults.json';
import enForm from './messages/en/form.json';
import enGuide from './messages/en/guide.json';
import enRecovery from './messages/en/recovery.json';
import enStatus from './messages/en/status.json';
import enTestAddress from './messages/en/test-address.json';
import enValidation from './messages/en/validation.json';
import enWebhooks from './messages/en/webhooks.json';
import ptAlerts from './messages/pt-BR/alerts.json';
import ptApiKeys from './messages/pt-BR/api-keys.json';
import ptAudit from './messages/pt-BR/audit.json';
import ptAuth from './messages/pt-BR/auth.json';
import ptCommon from './messages/pt-BR/common.json';
import ptDeliveries from './messages/pt-BR/deliveries.json';
import ptDiagnosis from './messages/pt-BR/diagnosis.json';
import ptErrors from './messages/pt-BR/errors.json';
import ptEvents from './messages/pt-BR/events.json';
import ptFaults from './messages/pt-BR/faults.json';
import ptForm from './messages/pt-BR/form.json';
import ptGuide from './messages/pt-BR/guide.json';
import ptRecovery from './messages/pt-BR/recovery.json';
import ptStatus from './messages/pt-BR/status.json';
import ptTestAddress from './messages/pt-BR/test-address.json';
import ptValidation from './messages/pt-BR/validation.json';
import ptWebhooks from './messages/pt-BR/webhooks.json';

const EN = {
  alerts: enAlerts,
  api_keys: enApiKeys,
  audit: enAudit,
  auth: enAuth,
  common: enCommon,
  deliveries: enDeliveries,
  diagnosis: enDiagnosis,
  errors: enErrors,
  events: enEvents,
  faults: enFaults,
  form: enForm,
  guide: enGuide,
  recovery: enRecovery,
  status: enStatus,
  test_address: enTestAddress,
  validation: enValidation,
  webhooks: enWebhooks,
};

/** The shape of all texts; a key that a component asks for and nobody wrote does not compile. */
export type Catalogue = typeof EN;

/** A file of the catalogue: what a page asks for as a whole. */
export type Namespace = keyof Catalogue;

/** All texts in all languages. For the server: a page sends to the browser only the namespaces that it needs. */
export const CATALOGUE: Record<Locale, Catalogue> = {
  en: EN,
  'pt-BR': {
    alerts: ptAlerts,
    api_keys: ptApiKeys,
    audit: ptAudit,
    auth: ptAuth,
    common: ptCommon,
    deliveries: ptDeliveries,
    diagnosis: ptDiagnosis,
    errors: ptErrors,
    events: ptEvents,
    faults: ptFaults,
    form: ptForm,
    guide: ptGuide,
    recovery: ptRecovery,
    status: ptStatus,
    test_address: ptTestAddress,
    validation: ptValidation,
    webhooks: ptWebhooks,
  },
};

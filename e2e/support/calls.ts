/** The customer of the calls that tests post. */
const CUSTOMER = { name: 'Maria Oliveira', email: 'maria.oliveira@example.com' };

/** The data of a call that nobody took. */
export const missedCall = (id: string, customer: { name: string; email?: string } = CUSTOMER) => ({
  id,
  status: 'missed',
  department_id: 'd-1',
  customer,
});

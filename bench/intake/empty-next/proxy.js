/** As in the product there is one, and it is not for the intake. Were it not here, the build would find the product's. */
export function proxy() {}

export const config = { matcher: '/nothing' };

/** Does nothing. Were it not here, the build would find the product's in the folders above. */
export function register() {}

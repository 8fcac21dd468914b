/** The webhook under the delivery comes first. */
export { default } from '../../(details)/loading';

/** Quantile of the normal distribution for an interval of 95 %. */
const Z = 1.96;

/**
 * Half width of the 95 % interval (Wilson) of a share that was seen in a sample drawn without replacement. Wilson's
 * does not shrink to 0 when all of the sample is alike, as the plain normal one does. The correction for a finite
 * population makes it 0 when all of the population was seen.
 *
 * @param share 0 to 1, in the sample
 * @param sampled size of the sample
 * @param total size of the population
 */
export function marginOfError(share: number, sampled: number, total: number): number {
  if (sampled >= total) return 0;
  if (sampled === 0) return 1;
  // The sample is worth as much as one of this size out of an endless population.
  const size = (sampled * (total - 1)) / (total - sampled);
  const spread = (share * (1 - share)) / size + Z ** 2 / (4 * size ** 2);
  return (Z * Math.sqrt(spread)) / (1 + Z ** 2 / size);
}

/** For a thread that says nothing itself, its errors go by their codes: all the words there are, and each is empty. */
const nothing: object = new Proxy(() => '', { get: () => nothing });

export const words = () => nothing;

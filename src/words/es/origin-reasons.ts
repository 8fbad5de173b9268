/**
 * What the reader of Python's heap (src/python) says to a finding, in Spanish: it runs in a thread of its own, and speaks English
 * only. One rule for each of its sentences, or for a part that others are put together with.
 */
const RULES: readonly (readonly [english: RegExp, spanish: string])[] = [
  // src/python/source/join.ts
  [/^what is opened there was followed to where it is stored$/, 'lo que se abre ahí se siguió hasta donde se guarda'],
  [/^what is created there is stored here$/, 'lo que se crea ahí se guarda aquí'],
  [/^it is stored here$/, 'se guarda aquí'],
  [/^where it is opened could not be followed$/, 'no se pudo seguir hasta donde se abre'],
  [
    /^(.+) is a library: it keeps them, and no line of the app that hands them over was found$/,
    '$1 es una biblioteca: los guarda ella, y no se encontró la línea de la aplicación que se los da',
  ],
  [/^the heap says who holds it$/, 'el heap dice quién lo tiene'],
  [/^no line that stores into it was found$/, 'no se encontró ninguna línea que guarde ahí'],
  [/^what is opened is the only such line that fits$/, 'lo abierto es la única línea así que encaja'],
  [/^the object of the app that has them is made here$/, 'aquí se crea el objeto de la aplicación que los tiene'],
  [
    /^the name is the same, but whether it is of this object is not known$/,
    'el nombre es el mismo, pero no se sabe si es de este objeto',
  ],
  [/^1 other line may as well have opened them$/, 'también puede haberlos abierto otra línea'],
  [/^(\S+) other lines may as well have opened them$/, 'también pueden haberlos abierto otras $1 líneas'],
  [/^1 other line may as well have stored them$/, 'también puede haberlos guardado otra línea'],
  [/^(\S+) other lines may as well have stored them$/, 'también pueden haberlos guardado otras $1 líneas'],
  [
    /^(.+) has changed since it was loaded: the lines may have moved$/,
    '$1 ha cambiado desde que se cargó: puede que las líneas se hayan movido',
  ],
  [/^no line of the app that makes them was found$/, 'no se encontró la línea de la aplicación que los crea'],
  [
    /^the search was cut off by a bound before it came to a name$/,
    'la búsqueda llegó a su tope antes de encontrar un nombre',
  ],
  [
    /^one holds the next: the search ended before it came to the first of them, and to its name$/,
    'uno tiene al siguiente: la búsqueda acabó antes de llegar al primero, y a su nombre',
  ],
  [
    /^objects that refer to each other, so that they wait for the garbage collector$/,
    'objetos que se refieren unos a otros, y esperan al recolector de basura',
  ],
  [
    /^an object owns it, but no Python name leads there: C code has it \(atexit, a callback\), or a call that is being left$/,
    'es de un objeto, pero ningún nombre de Python lleva ahí: lo tiene código C (atexit, un callback), o una llamada que está acabando',
  ],
  [/^something takes entries out again, but not enough$/, 'algo saca entradas, pero no bastantes'],
  [/^nothing takes them out again$/, 'nada los saca de ahí'],
  [/^no close\(\) in the class$/, 'la clase no tiene close()'],
  [/^(\.\S+) is of a (.+)$/, '$1 es de un $2'],
  // src/python/read-origins.ts
  [/^the heap cannot be read: (.+)$/, 'el heap no se puede leer: $1'],
  [/^the lines below are candidates from the source alone$/, 'las líneas de abajo son candidatas, solo por el código'],
  [/^stopped after (\S+) s: there may be more$/, 'parado a los $1 s: puede haber más'],
  [/^stopped after (\S+) MB read: there may be more$/, 'parado tras leer $1 MB: puede haber más'],
  [/^stopped after (\S+) objects: there may be more$/, 'parado tras $1 objetos: puede haber más'],
  [
    /^the worker changed its lists while they were read: some objects may be missing$/,
    'el worker cambió sus listas mientras se leían: pueden faltar objetos',
  ],
  [/^the process ended while it was read$/, 'el proceso terminó mientras se leía'],
  [
    /^not all objects could be looked at \(see the notes\)/,
    'no se pudieron mirar todos los objetos (véanse las notas)',
  ],
  [/^no Python object$/, 'ningún objeto de Python'],
  [
    /^a plain number \(os\.open, os\.pipe, os\.dup, detach\), or what a library in C has opened$/,
    'un simple número (os.open, os.pipe, os.dup, detach), o lo que abrió una biblioteca en C',
  ],
  [/^its source cannot be read: (.+)$/, 'su código no se puede leer: $1'],
  [
    /^the search of the source stopped after (\S+) s: lines may be missing$/,
    'la búsqueda en el código paró a los $1 s: pueden faltar líneas',
  ],
  [
    /^the search of the source stopped after (.+): lines may be missing$/,
    'la búsqueda en el código paró tras $1: pueden faltar líneas',
  ],
  [/(?<=^la búsqueda en el código paró tras \d+) entries of folders(?=:)/, ' entradas de directorios'],
  [/(?<=^la búsqueda en el código paró tras \d+) files(?=:)/, ' archivos'],
  [/(?<=^la búsqueda en el código paró tras \d+) MB of source(?=:)/, ' MB de código'],
  // src/python/process-files.ts
  [/^not all files could be read: (.+)$/, 'no se pudieron leer todos los archivos: $1'],
  [
    /^(no se pudieron leer todos los archivos: .+), and (\d+) more that were not read$/,
    '$1, y $2 más que no se leyeron',
  ],
  [
    /^(no se pudieron leer todos .+) may not be read by the user of the process(?=$|, y )/,
    '$1 no lo puede leer el usuario del proceso',
  ],
  [/^(no se pudieron leer todos .+) may not be read(?=$|, y )/, '$1 no se puede leer'],
  [/^(no se pudieron leer todos .+) leads through too many links(?=$|, y )/, '$1 pasa por demasiados enlaces'],
  [/^(no se pudieron leer todos .+) is a folder(?=$|, y )/, '$1 es un directorio'],
  [/^(no se pudieron leer todos .+) is a FIFO(?=$|, y )/, '$1 es una FIFO'],
  [/^(no se pudieron leer todos .+) is a socket(?=$|, y )/, '$1 es un socket'],
  [/^(no se pudieron leer todos .+) is a device(?=$|, y )/, '$1 es un dispositivo'],
  [/^(no se pudieron leer todos .+) is a file of the kernel's own(?=$|, y )/, '$1 es un archivo propio del kernel'],
  [/^(no se pudieron leer todos .+) is too large(?=$|, y )/, '$1 es demasiado grande'],
  [/^(no se pudieron leer todos .+) is held by a lease(?=$|, y )/, '$1 está retenido por un lease'],
  [/^(no se pudieron leer todos .+) changed meanwhile(?=$|, y )/, '$1 cambió mientras tanto'],
  [/^(no se pudieron leer todos .+) was not read for want of fds(?=$|, y )/, '$1 no se leyó por falta de fds'],
  [/^(no se pudieron leer todos .+) does not answer: a dead mount\?(?=$|, y )/, '$1 no responde: ¿un montaje muerto?'],
  [/^(no se pudieron leer todos .+) cannot be read(?=$|, y )/, '$1 no se puede leer'],
  // src/python/interpreter.ts, behind `cannot be read`
  [/it is PyPy, whose heap is not supported yet$/, 'es PyPy, cuyo heap aún no se admite'],
  [
    /(this Python|Python \S+) is not supported yet \(CPython (.+) is\), or its file cannot be read$/,
    '$1 aún no se admite (CPython $2 sí), o su archivo no se puede leer',
  ],
  [/its version cannot be told from its files$/, 'su versión no se deduce de sus archivos'],
  [/(Python \S+) without the GIL is not supported yet$/, '$1 sin el GIL aún no se admite'],
  [/(Python \S+) is not supported yet, CPython (.+) is$/, '$1 aún no se admite, CPython $2 sí'],
  [/ this Python /, ' este Python '],
  // src/python/trace-hook.ts and trace-socket.ts
  [/^the trace hook was not asked: /, 'no se preguntó al hook: '],
  [/^the trace hook is there, but /, 'el hook está ahí, pero '],
  [/\bits socket (.+) is no socket$/, 'su socket $1 no es un socket'],
  [/\bits socket (.+) belongs to user (\S+), the worker to (\S+)$/, 'su socket $1 es del usuario $2, el worker de $3'],
  [/\bits socket (.+) is open to others than its user$/, 'su socket $1 está abierto a otros usuarios'],
  [
    /the worker has more than one user id: whose socket it is is not known$/,
    'el worker tiene más de un uid: no se sabe de quién es el socket',
  ],
  [
    /the folder of its socket does not answer: a dead mount\?$/,
    'el directorio de su socket no responde: ¿un montaje muerto?',
  ],
  [/what answers is another process than the worker$/, 'quien responde es otro proceso que el worker'],
  [
    /gives no whole answer in (\S+) s: the worker may be stopped, or busy in C code$/,
    'no da una respuesta entera en $1 s: quizá el worker esté detenido, u ocupado en código C',
  ],
  [/cannot be asked: (\S+)$/, 'no se le puede preguntar: $1'],
  [/its answer is longer than (.+)$/, 'su respuesta pasa de $1'],
  [/its answer is none of this version of fdtop$/, 'su respuesta no es de esta versión de fdtop'],
  [/its answer makes no sense$/, 'su respuesta no tiene sentido'],
  [/ but it failed: /, ' pero falló: '],
  // src/python/holder.ts and holder-names.ts: who holds them
  [/^the app \(/, 'la aplicación ('],
  [/^the context variable /, 'la variable de contexto '],
  [/^a running call of /, 'una llamada en curso de '],
  [/ in a running call of /, ' en una llamada en curso de '],
  [/ \(default argument\)/g, ' (argumento por defecto)'],
  [/^a chain of (.+), each held by the next one$/, 'una cadena de $1, cada uno sujeto por el siguiente'],
  [/\bthe call of (.+) that failed\b/, 'la llamada fallida de $1'],
  [/^not found: the search was cut off$/, 'sin encontrar: la búsqueda llegó a su tope'],
  [/^no Python name: C code, or a call that waits$/, 'sin nombre de Python: código C, o una llamada que espera'],
  [/^only a cycle of /, 'solo un ciclo de '],
  [/^only a cycle /, 'solo un ciclo '],
  [/ \(waits for garbage collection\)$/, ' (espera al recolector de basura)'],
];

/** Each sentence of it in Spanish; what no rule knows stays as it is. */
export function spanishReason(told: string): string {
  return told
    .split('; ')
    .map(sentence => RULES.reduce((text, [english, spanish]) => text.replace(english, spanish), sentence))
    .join('; ');
}

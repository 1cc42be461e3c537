;; hex2 of which nothing is to be said (hex2Kernel.ts), for processors whose displacements are plain differences.
;;
;; Memory: 0..255 what each byte means; from 256 on the sources, one behind the other; then a hash table of labels, the
;; output, and the references.
;;
;;   meanings     0..15 a digit; 16 a blank; 17 begins a comment; 18 a label; 32 + size (+ 8 when absolute) a reference;
;;                more: anything else
;;   a label      16 bytes: hash, where its name stands (0: nobody has this slot), length of the name, address
;;   a reference  16 bytes: where its bytes go, where its name stands, its meaning << 16 | length of the name, hash; the
;;                base of `name>base` is a reference of the meaning 0 behind it
(module
  (memory (export "memory") 1)

  (global $labels (export "labels") (mut i32) (i32.const 0))
  ;; Slots less one; a power of two less one.
  (global $mask (export "mask") (mut i32) (i32.const 0))
  ;; Slots that may still be taken.
  (global $free (export "free") (mut i32) (i32.const 0))
  ;; Where the output begins, and its end so far.
  (global $output (export "output") (mut i32) (i32.const 0))
  (global $out (export "out") (mut i32) (i32.const 0))
  ;; The references, and their end so far.
  (global $references (export "references") (mut i32) (i32.const 0))
  (global $reference (export "reference") (mut i32) (i32.const 0))
  ;; Virtual address of the first byte.
  (global $base (export "base") (mut i32) (i32.const 0))
  (global $bigEndian (export "bigEndian") (mut i32) (i32.const 0))
  ;; The first digit of a byte that waits for its second, or -1.
  (global $high (export "high") (mut i32) (i32.const -1))

  ;; Eight bytes of a name, or what it has left of them.
  (func $eight (param $at i32) (param $length i32) (result i64)
    (i64.and
      (i64.load align=1 (local.get $at))
      (select
        (i64.const -1)
        (i64.sub
          (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $length) (i32.const 3))))
          (i64.const 1))
        (i32.ge_u (local.get $length) (i32.const 8)))))

  (func $hash (param $at i32) (param $length i32) (result i32)
    (local $hash i64)
    (local.set $hash (i64.extend_i32_u (local.get $length)))
    (loop $more
      (local.set $hash
        (i64.mul
          (i64.xor (local.get $hash) (call $eight (local.get $at) (local.get $length)))
          (i64.const 0x9e3779b97f4a7c15)))
      (local.set $hash (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (local.set $length (i32.sub (local.get $length) (i32.const 8)))
      (br_if $more (i32.gt_s (local.get $length) (i32.const 0))))
    (i32.wrap_i64 (local.get $hash)))

  (func $same (param $a i32) (param $b i32) (param $length i32) (result i32)
    (loop $more
      (if
        (i64.ne
          (call $eight (local.get $a) (local.get $length))
          (call $eight (local.get $b) (local.get $length)))
        (then (return (i32.const 0))))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (local.set $length (i32.sub (local.get $length) (i32.const 8)))
      (br_if $more (i32.gt_s (local.get $length) (i32.const 0))))
    (i32.const 1))

  ;; The slot of a name: the one that it has, or the one that it may take.
  (func $slot (param $name i32) (param $length i32) (param $hash i32) (result i32)
    (local $index i32) (local $slot i32)
    (local.set $index (local.get $hash))
    (loop $probe
      (local.set $slot
        (i32.add
          (global.get $labels)
          (i32.shl (i32.and (local.get $index) (global.get $mask)) (i32.const 4))))
      (if (i32.eqz (i32.load offset=4 (local.get $slot))) (then (return (local.get $slot))))
      (if (i32.eq (i32.load (local.get $slot)) (local.get $hash))
        (then
          (if (i32.eq (i32.load offset=8 (local.get $slot)) (local.get $length))
            (then
              (if (call $same (local.get $name) (i32.load offset=4 (local.get $slot)) (local.get $length))
                (then (return (local.get $slot))))))))
      (local.set $index (i32.add (local.get $index) (i32.const 1)))
      (br $probe))
    (unreachable))

  ;; Where the name ends that begins at $at: before a blank, a tab, a line feed, `>` or $end. A NUL ends it, too, and
  ;; makes it none that is known here, as being empty, too long or ending in a CR does; then 0.
  (func $nameEnd (param $at i32) (param $end i32) (result i32)
    (local $from i32) (local $found i32) (local $sixteen v128)
    (local.set $from (local.get $at))
    (loop $more
      (local.set $sixteen (v128.load align=1 (local.get $at)))
      (local.set $found
        (i8x16.bitmask
          (v128.or
            (v128.or
              (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x20)))
              (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x09))))
            (v128.or
              (v128.or
                (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x0a)))
                (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x3e))))
              (i8x16.eq (local.get $sixteen) (v128.const i32x4 0 0 0 0))))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $more (i32.lt_u (local.get $at) (local.get $end))))))
    (local.set $at (i32.add (local.get $at) (i32.ctz (i32.or (local.get $found) (i32.const 0x10000)))))
    (if (i32.ge_u (local.get $at) (local.get $end))
      (then (local.set $at (local.get $end)))
      (else (if (i32.eqz (i32.load8_u (local.get $at))) (then (return (i32.const 0))))))
    (if (i32.eq (local.get $at) (local.get $from)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.sub (local.get $at) (local.get $from)) (i32.const 4095)) (then (return (i32.const 0))))
    (if (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 1))) (i32.const 0x0d))
      (then (return (i32.const 0))))
    (local.get $at))

  (func $refer (param $meaning i32) (param $name i32) (param $end i32)
    (local $length i32)
    (local.set $length (i32.sub (local.get $end) (local.get $name)))
    (i32.store (global.get $reference) (global.get $out))
    (i32.store offset=4 (global.get $reference) (local.get $name))
    (i32.store offset=8
      (global.get $reference)
      (i32.or (i32.shl (local.get $meaning) (i32.const 16)) (local.get $length)))
    (i32.store offset=12 (global.get $reference) (call $hash (local.get $name) (local.get $length)))
    (global.set $reference (i32.add (global.get $reference) (i32.const 16))))

  ;; Reads some lines of a source. Returns 0 when nothing is to be said of them, 1 when something is, 2 when there are
  ;; more labels than the table takes.
  (func (export "scan") (param $at i32) (param $end i32) (result i32)
    (local $kind i32) (local $found i32) (local $stop i32) (local $slot i32) (local $hash i32)
    (local $sixteen v128)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $kind (i32.load8_u (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))

        (if (i32.lt_u (local.get $kind) (i32.const 16))
          (then
            (if (i32.lt_s (global.get $high) (i32.const 0))
              (then
                (global.set $high (local.get $kind)))
              (else
                (i32.store8
                  (global.get $out)
                  (i32.or (i32.shl (global.get $high) (i32.const 4)) (local.get $kind)))
                (global.set $out (i32.add (global.get $out) (i32.const 1)))
                (global.set $high (i32.const -1))))
            (br $next)))

        (br_if $next (i32.eq (local.get $kind) (i32.const 16)))

        (if (i32.eq (local.get $kind) (i32.const 17))
          (then
            ;; To the line feed or CR that ends the comment. Behind $end there is always something to read.
            (loop $comment
              (local.set $sixteen (v128.load align=1 (local.get $at)))
              (local.set $found
                (i8x16.bitmask
                  (v128.or
                    (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x0a)))
                    (i8x16.eq (local.get $sixteen) (i8x16.splat (i32.const 0x0d))))))
              (if (i32.eqz (local.get $found))
                (then
                  (local.set $at (i32.add (local.get $at) (i32.const 16)))
                  (br_if $comment (i32.lt_u (local.get $at) (local.get $end)))
                  (br $done))))
            (local.set $at (i32.add (local.get $at) (i32.add (i32.ctz (local.get $found)) (i32.const 1))))
            (br $next)))

        (if (i32.gt_u (local.get $kind) (i32.const 63)) (then (return (i32.const 1))))
        (local.set $stop (call $nameEnd (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $stop)) (then (return (i32.const 1))))

        (if (i32.eq (local.get $kind) (i32.const 18))
          (then
            (local.set $hash (call $hash (local.get $at) (i32.sub (local.get $stop) (local.get $at))))
            (local.set $slot
              (call $slot (local.get $at) (i32.sub (local.get $stop) (local.get $at)) (local.get $hash)))
            ;; A label that there is already is something to be said.
            (if (i32.load offset=4 (local.get $slot)) (then (return (i32.const 1))))
            (if (i32.eqz (global.get $free)) (then (return (i32.const 2))))
            (global.set $free (i32.sub (global.get $free) (i32.const 1)))
            (i32.store (local.get $slot) (local.get $hash))
            (i32.store offset=4 (local.get $slot) (local.get $at))
            (i32.store offset=8 (local.get $slot) (i32.sub (local.get $stop) (local.get $at)))
            (i32.store offset=12
              (local.get $slot)
              (i32.add (global.get $base) (i32.sub (global.get $out) (global.get $output))))
            (local.set $at (i32.add (local.get $stop) (i32.const 1)))
            (br $next)))

        (call $refer (local.get $kind) (local.get $at) (local.get $stop))
        (local.set $at (i32.add (local.get $stop) (i32.const 1)))
        (if (i32.lt_u (local.get $stop) (local.get $end))
          (then
            (if (i32.eq (i32.load8_u (local.get $stop)) (i32.const 0x3e))
              (then
                ;; An absolute reference ignores its base: something to be said.
                (if (i32.and (local.get $kind) (i32.const 8)) (then (return (i32.const 1))))
                (local.set $stop (call $nameEnd (local.get $at) (local.get $end)))
                (if (i32.eqz (local.get $stop)) (then (return (i32.const 1))))
                (call $refer (i32.const 0) (local.get $at) (local.get $stop))
                (local.set $at (i32.add (local.get $stop) (i32.const 1)))))))
        (global.set $out (i32.add (global.get $out) (i32.and (local.get $kind) (i32.const 7))))
        (br $next)))
    (i32.const 0))

  ;; The slot of the label that a reference names; 0 where there is none.
  (func $target (param $reference i32) (result i32)
    (local $slot i32)
    (local.set $slot
      (call $slot
        (i32.load offset=4 (local.get $reference))
        (i32.and (i32.load offset=8 (local.get $reference)) (i32.const 0xffff))
        (i32.load offset=12 (local.get $reference))))
    (select
      (local.get $slot)
      (i32.const 0)
      (i32.load offset=4 (local.get $slot))))

  ;; Fills in some references, and returns where the next one stands; 0 when something is to be said of one.
  (func (export "resolve") (param $at i32) (param $end i32) (result i32)
    (local $meaning i32) (local $size i32) (local $slot i32) (local $value i32) (local $out i32)
    (local $index i32) (local $bits i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $meaning (i32.shr_u (i32.load offset=8 (local.get $at)) (i32.const 16)))
        (local.set $size (i32.and (local.get $meaning) (i32.const 7)))
        (local.set $bits (i32.shl (local.get $size) (i32.const 3)))
        (local.set $out (i32.load (local.get $at)))
        (local.set $slot (call $target (local.get $at)))
        (if (i32.eqz (local.get $slot)) (then (return (i32.const 0))))
        (local.set $value (i32.load offset=12 (local.get $slot)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))

        (if (i32.and (local.get $meaning) (i32.const 8))
          (then
            (if (i32.lt_u (local.get $size) (i32.const 4))
              (then
                (if (i32.shr_u (local.get $value) (local.get $bits)) (then (return (i32.const 0)))))))
          (else
            (block $based
              (if (i32.lt_u (local.get $at) (global.get $reference))
                (then
                  (if (i32.eqz (i32.shr_u (i32.load offset=8 (local.get $at)) (i32.const 16)))
                    (then
                      (local.set $slot (call $target (local.get $at)))
                      (if (i32.eqz (local.get $slot)) (then (return (i32.const 0))))
                      (local.set $value
                        (i32.sub (local.get $value) (i32.load offset=12 (local.get $slot))))
                      (local.set $at (i32.add (local.get $at) (i32.const 16)))
                      (br $based)))))
              ;; From behind the reference.
              (local.set $value
                (i32.sub
                  (local.get $value)
                  (i32.add
                    (global.get $base)
                    (i32.add (i32.sub (local.get $out) (global.get $output)) (local.get $size))))))
            (if (i32.lt_u (local.get $size) (i32.const 4))
              (then
                ;; Does it stay the same when it is cut to its bits and its sign extended?
                (local.set $index (i32.sub (i32.const 32) (local.get $bits)))
                (if
                  (i32.ne
                    (i32.shr_s (i32.shl (local.get $value) (local.get $index)) (local.get $index))
                    (local.get $value))
                  (then (return (i32.const 0))))))))

        (local.set $index (i32.const 0))
        (loop $byte
          (i32.store8
            (i32.add (local.get $out) (local.get $index))
            (i32.shr_u
              (local.get $value)
              (i32.shl
                (select
                  (i32.sub (i32.sub (local.get $size) (i32.const 1)) (local.get $index))
                  (local.get $index)
                  (global.get $bigEndian))
                (i32.const 3))))
          (local.set $index (i32.add (local.get $index) (i32.const 1)))
          (br_if $byte (i32.lt_u (local.get $index) (local.get $size))))
        (br $next)))
    (local.get $at)))

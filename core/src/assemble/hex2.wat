;; hex2 of which nothing is to be said (hex2Kernel.ts).
;;
;;   meanings     16 a blank; 17 begins a comment; 18 a label; above 63: anything else
(module
  ;; include labels.wat

  ;; The first digit of a byte that waits for its second, or -1.
  (global $high (export "high") (mut i32) (i32.const -1))

  ;; Reads a piece. Returns where it ends, or the token begins that may go on behind it; 0 when something is to be said.
  (func (export "scan") (param $at i32) (param $end i32) (result i32)
    (local $kind i32) (local $low i32) (local $stop i32) (local $out i32) (local $high i32)
    (local $size i32)
    (local.set $out (global.get $out))
    (local.set $high (global.get $high))
    (local.set $at (call $begin (local.get $at) (local.get $end)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $kind (i32.load8_u (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))

        (br_if $next (i32.eq (local.get $kind) (i32.const 16)))

        (if (i32.lt_u (local.get $kind) (i32.const 16))
          (then
            (if (i32.lt_s (local.get $high) (i32.const 0))
              (then
                (if (i32.ge_u (local.get $at) (local.get $end))
                  (then
                    (local.set $high (local.get $kind))
                    (br $done)))
                (local.set $low (i32.load8_u (i32.load8_u (local.get $at))))
                (if (i32.ge_u (local.get $low) (i32.const 16))
                  (then
                    (local.set $high (local.get $kind))
                    (br $next)))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (i32.store8
                  (local.get $out)
                  (i32.or (i32.shl (local.get $kind) (i32.const 4)) (local.get $low)))
                (local.set $out (i32.add (local.get $out) (i32.const 1)))
                (br $next)))
            (i32.store8
              (local.get $out)
              (i32.or (i32.shl (local.get $high) (i32.const 4)) (local.get $kind)))
            (local.set $out (i32.add (local.get $out) (i32.const 1)))
            (local.set $high (i32.const -1))
            (br $next)))

        (if (i32.eq (local.get $kind) (i32.const 17))
          (then
            (local.set $at (call $commentEnd (local.get $at) (local.get $end)))
            (br $next)))

        (if (i32.gt_u (local.get $kind) (i32.const 63)) (then (return (i32.const 0))))
        (local.set $stop (call $nameEnd (local.get $at) (local.get $end)))
        (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
        (local.set $size (i32.const 0))
        (block $goesOn
          (br_if $goesOn (i32.and (i32.eq (local.get $stop) (local.get $end)) (i32.eqz (global.get $last))))
          (if (i32.eq (local.get $kind) (i32.const 18))
            (then (call $note (local.get $kind) (local.get $at) (local.get $stop) (local.get $out)))
            (else
              (local.set $stop
                (call $refer
                  (local.get $kind)
                  (local.get $at)
                  (local.get $stop)
                  (local.get $end)
                  (local.get $out)))
              (if (i32.eqz (local.get $stop)) (then (return (i32.const 0))))
              (br_if $goesOn
                (i32.and (i32.eq (local.get $stop) (local.get $end)) (i32.eqz (global.get $last))))
              (local.set $size (i32.and (local.get $kind) (i32.const 7)))))
          ;; What ends a name is read with it.
          (local.set $at
            (select
              (local.get $end)
              (i32.add (local.get $stop) (i32.const 1))
              (i32.eq (local.get $stop) (local.get $end))))
          (local.set $out (i32.add (local.get $out) (local.get $size)))
          (br $next))
        (local.set $at (i32.sub (local.get $at) (i32.const 1)))))
    (global.set $out (local.get $out))
    (global.set $high (local.get $high))
    (local.get $at)))

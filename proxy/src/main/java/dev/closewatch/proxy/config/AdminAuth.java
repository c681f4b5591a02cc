package dev.closewatch.proxy.config;

/** Whether the admin port may do without a token where others than this machine can reach it. */
public enum AdminAuth {
  /** It may not. */
  TOKEN,
  /** It may: whoever reaches it reads all that it has. */
  NONE;

  /** How it is written. */
  public static final Syntax<AdminAuth> SYNTAX = Syntax.choice(AdminAuth.class);
}

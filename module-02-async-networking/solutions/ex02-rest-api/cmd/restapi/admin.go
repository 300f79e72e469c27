package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"systems.course/restapi"
)

func userCommand() *cobra.Command {
	var admin bool
	add := &cobra.Command{
		Use:   "add NAME --db FILE",
		Short: "Make a user, and print his token",
		Long:  "Make a user, and print his token. It is stored nowhere and can't be printed again.",
		Args:  exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			db, err := database(c)
			if err != nil {
				return err
			}
			token, err := restapi.AddUser(c.Context(), db, args[0], admin)
			return printToken(c, token, err)
		},
	}
	add.Flags().BoolVar(&admin, "admin", false, "may do everything")
	renew := &cobra.Command{
		Use:   "token NAME --db FILE",
		Short: "Print a new token for a user, in place of the old",
		Args:  exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			db, err := database(c)
			if err != nil {
				return err
			}
			token, err := restapi.RenewToken(c.Context(), db, args[0])
			return printToken(c, token, err)
		},
	}
	user := &cobra.Command{Use: "user", Short: "Users and their tokens"}
	user.AddCommand(add, renew)
	return user
}

func printToken(c *cobra.Command, token string, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.OutOrStdout(), token)
	return err
}

func backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup OUT --db FILE",
		Short: "Write the database into a new file, while a server runs or not",
		Args:  exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			db, err := database(c)
			if err != nil {
				return err
			}
			return restapi.Backup(c.Context(), db, args[0])
		},
	}
}
